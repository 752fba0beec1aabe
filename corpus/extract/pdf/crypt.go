package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
)

// Many files are encrypted only to forbid printing and open without a password
// (ISO 32000-2, 7.6). The object layer knows some of these methods, and derives
// wrong keys for 40 bits, so streams are decrypted here.

// keeper decrypts the streams of a file.
type keeper struct {
	key    []byte
	method string // "V2" (RC4), "AESV2", "AESV3", "Identity"
}

var passwordPad = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock derives the key of a file for the empty user password. It fails with
// errPassword when that does not open the file.
func unlock(dict []operand, id []byte) (*keeper, error) {
	if f := nameOf(dict, "Filter"); f != "Standard" {
		return nil, fmt.Errorf("%w: filter %s", errPassword, f)
	}
	v, r := numberOf(dict, "V"), numberOf(dict, "R")
	k := &keeper{method: "V2"}
	bits := numberOf(dict, "Length")
	if bits < 40 || bits%8 != 0 || bits > 256 {
		bits = 40
	}
	if v >= 4 {
		name := nameOf(dict, "StmF")
		k.method = "Identity"
		if name != "" && name != "Identity" {
			filter := valueOf(valueOf(dict, "CF").list, name).list
			k.method = nameOf(filter, "CFM")
		}
		bits = 128
	}
	o, u := valueOf(dict, "O").str, valueOf(dict, "U").str
	if r >= 5 {
		if len(u) < 48 || len(valueOf(dict, "UE").str) < 32 {
			return nil, errors.New("pdf: encryption dictionary is damaged")
		}
		if !bytes.Equal(hash(r, nil, u[32:40]), u[:32]) {
			return nil, errPassword
		}
		block, err := aes.NewCipher(hash(r, nil, u[40:48]))
		if err != nil {
			return nil, err
		}
		k.key = make([]byte, 32)
		cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(k.key, valueOf(dict, "UE").str[:32])
		return k, nil
	}
	if len(o) < 32 || len(u) < 32 || r < 2 {
		return nil, errors.New("pdf: encryption dictionary is damaged")
	}
	p := make([]byte, 4)
	binary.LittleEndian.PutUint32(p, uint32(int64(valueOf(dict, "P").num)))
	h := md5.New()
	h.Write(passwordPad)
	h.Write(o[:32])
	h.Write(p)
	h.Write(id)
	if r >= 4 && string(valueOf(dict, "EncryptMetadata").str) == "false" {
		h.Write([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	}
	key := h.Sum(nil)
	n := min(bits/8, 16)
	if r == 2 {
		n = 5
	} else {
		for range 50 {
			sum := md5.Sum(key[:n])
			key = sum[:]
		}
	}
	k.key = key[:n]
	want := rc(k.key, passwordPad)
	if r >= 3 {
		sum := md5.Sum(append(bytes.Clone(passwordPad), id...))
		want = rc(k.key, sum[:])
		for i := 1; i <= 19; i++ {
			x := bytes.Clone(k.key)
			for j := range x {
				x[j] ^= byte(i)
			}
			want = rc(x, want)
		}
		want = want[:16]
	}
	if !bytes.HasPrefix(u, want) {
		return nil, errPassword
	}
	return k, nil
}

func rc(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// hash is algorithm 2.B of ISO 32000-2 for the user's password.
func hash(r int, password, salt []byte) []byte {
	sum := sha256.Sum256(append(bytes.Clone(password), salt...))
	k := sum[:]
	if r < 6 {
		return k
	}
	for i := 0; ; i++ {
		k1 := bytes.Repeat(append(bytes.Clone(password), k...), 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		e := make([]byte, len(k1))
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, k1)
		rest := 0
		for _, b := range e[:16] {
			rest += int(b)
		}
		switch rest % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if i >= 63 && int(e[len(e)-1]) <= i-32 {
			return k[:32]
		}
	}
}

// decrypt opens the stream of object id.
func (k *keeper) decrypt(id, gen int, data []byte) ([]byte, error) {
	key := k.key
	if k.method != "AESV3" {
		h := md5.New()
		h.Write(key)
		h.Write([]byte{byte(id), byte(id >> 8), byte(id >> 16), byte(gen), byte(gen >> 8)})
		if k.method == "AESV2" {
			h.Write([]byte("sAlT"))
		}
		key = h.Sum(nil)[:min(len(key)+5, 16)]
	}
	switch k.method {
	case "Identity", "None":
		return data, nil
	case "V2":
		return rc(key, data), nil
	case "AESV2", "AESV3":
		n := len(data) / 16 * 16
		if n < 32 {
			return nil, nil
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		out := make([]byte, n-16)
		cipher.NewCBCDecrypter(block, data[:16]).CryptBlocks(out, data[16:n])
		if pad := int(out[len(out)-1]); pad >= 1 && pad <= 16 {
			out = out[:len(out)-pad]
		}
		return out, nil
	}
	return nil, fmt.Errorf("pdf: encryption method %q", k.method)
}

// valueOf is the value of a key in a dictionary that the lexer read.
func valueOf(dict []operand, key string) operand {
	for i := 0; i+1 < len(dict); i++ {
		if dict[i].kind == kName && string(dict[i].str) == key {
			return dict[i+1]
		}
	}
	return operand{}
}
