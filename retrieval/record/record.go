// Package record writes documents and chunks as the bytes that a store keeps,
// compressed where they are long. Both backends call it, so that a field
// added to the model is kept by both at once.
package record

import (
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"trolyluat/corpus"
)

// Codec compresses and reads records. It is safe for concurrent use.
type Codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// maxRecord bounds what one record may unpack to, so that a damaged row cannot
// exhaust memory.
const maxRecord = 512 << 20

// NewCodec returns a codec.
func NewCodec() (*Codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithEncoderCRC(true), zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fmt.Errorf("record: open compressor: %w", err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxRecord))
	if err != nil {
		return nil, fmt.Errorf("record: open decompressor: %w", err)
	}
	return &Codec{enc: enc, dec: dec}, nil
}

// Close frees the codec's goroutines and buffers.
func (c *Codec) Close() {
	_ = c.enc.Close()
	c.dec.Close()
}

func (c *Codec) pack(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return c.enc.EncodeAll(b, make([]byte, 0, len(b)/3+64)), nil
}

func (c *Codec) unpack(b []byte, v any) error {
	raw, err := c.dec.DecodeAll(b, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

// Document packs a whole document.
func (c *Codec) Document(d *corpus.Document) ([]byte, error) {
	b, err := c.pack(d)
	if err != nil {
		return nil, fmt.Errorf("record: pack document %s: %w", d.ID, err)
	}
	return b, nil
}

// ReadDocument reads what [Codec.Document] packed.
func (c *Codec) ReadDocument(b []byte) (*corpus.Document, error) {
	var d corpus.Document
	if err := c.unpack(b, &d); err != nil {
		return nil, fmt.Errorf("record: read document: %w", err)
	}
	return &d, nil
}

// Chunk packs a chunk.
func (c *Codec) Chunk(ch *corpus.Chunk) []byte {
	b := appendChunk(make([]byte, 0, len(ch.Text)+512), ch)
	return c.enc.EncodeAll(b, make([]byte, 0, len(b)/2+64))
}

// ReadChunk reads what [Codec.Chunk] packed. The number that the store gave the
// chunk is not in the record: the caller sets ID.
func (c *Codec) ReadChunk(b []byte) (corpus.Chunk, error) {
	raw, err := c.dec.DecodeAll(b, nil)
	if err != nil {
		return corpus.Chunk{}, fmt.Errorf("record: read chunk: %w", err)
	}
	ch, err := readChunk(raw)
	if err != nil {
		return ch, fmt.Errorf("record: read chunk: %w", err)
	}
	return ch, nil
}

// Info writes a document's description as plain JSON, readable in the database.
func Info(info corpus.DocumentInfo) ([]byte, error) {
	b, err := json.Marshal(info)
	if err != nil {
		return nil, fmt.Errorf("record: write description of %s: %w", info.ID, err)
	}
	return b, nil
}

// ReadInfo reads what [Info] wrote.
func ReadInfo(b []byte) (corpus.DocumentInfo, error) {
	var info corpus.DocumentInfo
	if err := json.Unmarshal(b, &info); err != nil {
		return info, fmt.Errorf("record: read description of a document: %w", err)
	}
	return info, nil
}
