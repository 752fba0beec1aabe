package rank

// maxTerms bounds the distinct syllables of a question that are compared; of a
// longer one (a told case) the rarest are kept by the caller.
const maxTerms = 64

// Term is a distinct syllable of a question.
type Term struct {
	Token Token
	// Alternatives are other spellings that count as the term (readings of a
	// syllable typed without diacritics, what an abbreviation stands for).
	Alternatives []Token
	IDF          float32 // in the store; zero when it occurs nowhere
	Weight       float32 // what package retrieval gives it, 1 for an ordinary one
}

// Pair is two neighbouring syllables of a question, as places in Query.Terms.
type Pair struct {
	A, B   int
	IDF    float32
	Weight float32
}

// Query is a question prepared for ranking.
type Query struct {
	Terms []Term
	Pairs []Pair
	Cues  Cue
	// Vector is the embedding of the question of unit length; nil without one.
	Vector []float32
	// IDF tells the idf of any syllable, for what a heading says beyond the
	// question. It must not be nil.
	IDF func(Token) float32
}

// Cue is a set of what the wording of a question asks for.
type Cue uint8

// The cues.
const (
	AsksDefinition Cue = 1 << iota // "… là gì", "hiểu thế nào là …"
	AsksPenalty                    // "bị phạt", "mức phạt", "xử lý thế nào"
	AsksQuantity                   // "bao nhiêu", "bao lâu", "mấy"
	AsksWho                        // "ai", "cơ quan nào"
	AsksProcedure                  // "thủ tục", "hồ sơ", "trình tự"
)
