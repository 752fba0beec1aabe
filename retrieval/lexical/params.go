package lexical

// Params are the constants of BM25F in the form of Robertson, Zaragoza and
// Taylor (CIKM 2004): term frequencies and lengths of the fields are weighted
// and added before saturation,
//
//	tf = Σ w_f·tf_f    length = Σ w_f·length_f
//	score = Σ_t weight_t · idf_t · tf·(k1+1) / (tf + k1·(1 - b + b·length/average))
//	idf_t = ln(1 + (N - n_t + ½)/(n_t + ½))
//
// N, n_t and the average count the chunks that are in the store now, whatever a
// filter keeps.
type Params struct {
	K1, B   float64
	Weights [NumFields]float64
}

// DefaultParams returns the weights measured on citizens' questions over the
// pháp điển.
func DefaultParams() Params {
	p := Params{K1: 0.9, B: 0.75}
	p.Weights[Body], p.Weights[Heading], p.Weights[Name], p.Weights[Context] = 1, 6, 3, 1
	return p
}
