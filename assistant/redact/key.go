package redact

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
)

// Pair is one entry of the map back: what a text had and what stands for it.
type Pair struct {
	Kind        Kind   `json:"kind"`
	Text        string `json:"text"`
	Replacement string `json:"replacement"`
	Times       int    `json:"times"`
}

// Pairs lists what a plan cuts, each once, in the order of the text.
func (p *Plan) Pairs() []Pair {
	at := map[[2]string]int{}
	var out []Pair
	for _, m := range p.Mentions {
		k := [2]string{m.Text, m.Replacement}
		if i, ok := at[k]; ok {
			out[i].Times++
			continue
		}
		at[k] = len(out)
		out = append(out, Pair{m.Kind, m.Text, m.Replacement, 1})
	}
	return out
}

// The sealed map: magic, salt, nonce, then AES-256-GCM of the JSON under a key
// that PBKDF2-HMAC-SHA-256 makes of the passphrase (RFC 8018; rounds after OWASP).
const (
	mapMagic   = "TLMAP\x01"
	saltLen    = 16
	mapRounds  = 600_000
	minPhrase  = 12
	maxMapFile = 64 << 20
)

var (
	// ErrShortPhrase refuses a passphrase that is too short to protect a map.
	ErrShortPhrase = errors.New("redact: the passphrase is shorter than 12 letters")
	// ErrWrongPhrase says that a map does not open: the passphrase is another, or
	// the file was changed.
	ErrWrongPhrase = errors.New("redact: wrong passphrase, or the map was changed")
	// ErrNotMap refuses a file that [SealMap] did not make.
	ErrNotMap = errors.New("redact: not a map of this program")
)

// SealMap encrypts the map back under a passphrase. It is to be kept apart from
// the anonymised text.
func SealMap(pairs []Pair, phrase string) ([]byte, error) {
	if len([]rune(phrase)) < minPhrase {
		return nil, ErrShortPhrase
	}
	plain, err := json.Marshal(pairs)
	if err != nil {
		return nil, fmt.Errorf("redact: encode the map: %w", err)
	}
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return nil, fmt.Errorf("redact: seal the map: %w", err)
	}
	seal, err := sealer(phrase, salt)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("redact: seal the map: %w", err)
	}
	out := append([]byte(mapMagic), salt...)
	out = append(out, nonce...)
	return seal.Seal(out, nonce, plain, []byte(mapMagic)), nil
}

// OpenMap decrypts what [SealMap] made: [ErrNotMap] for any other file,
// [ErrWrongPhrase] where the passphrase does not open it.
func OpenMap(file []byte, phrase string) ([]Pair, error) {
	if len(file) < len(mapMagic)+saltLen+12 || len(file) > maxMapFile || string(file[:len(mapMagic)]) != mapMagic {
		return nil, ErrNotMap
	}
	rest := file[len(mapMagic):]
	seal, err := sealer(phrase, rest[:saltLen])
	if err != nil {
		return nil, err
	}
	rest = rest[saltLen:]
	plain, err := seal.Open(nil, rest[:seal.NonceSize()], rest[seal.NonceSize():], []byte(mapMagic))
	if err != nil {
		return nil, ErrWrongPhrase
	}
	var pairs []Pair
	if err := json.Unmarshal(plain, &pairs); err != nil {
		return nil, fmt.Errorf("redact: decode the map: %w", err)
	}
	return pairs, nil
}

func sealer(phrase string, salt []byte) (cipher.AEAD, error) {
	key, err := pbkdf2.Key(sha256.New, phrase, salt, mapRounds, 32)
	if err != nil {
		return nil, fmt.Errorf("redact: derive the key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("redact: %w", err)
	}
	return cipher.NewGCM(block)
}
