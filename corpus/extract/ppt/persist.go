package ppt

import "encoding/binary"

// Records of the object directory.
const (
	recUserEdit  = 4085
	recDirectory = 6002
)

// read reads the presentation as last saved. Every save appends to the file, so
// the stream also holds superseded slides; the directory of objects tells which
// count. Where it does not lead anywhere, the whole stream is read.
func (p *presentation) read(stream, current []byte) error {
	objects, document := directory(stream, current)
	at, known := objects[document]
	body, ok := recordAt(stream, at)
	if !known || !ok {
		return p.records(stream, 0, false)
	}
	if err := p.records(body, 1, false); err != nil {
		return err
	}
	for _, id := range p.order {
		at, known := objects[id]
		slide, ok := recordAt(stream, at)
		if !known || !ok {
			p.slides = append(p.slides, nil) // keep the count of pages
			continue
		}
		if err := p.container(recSlide, 0, slide, 1, false); err != nil {
			return err
		}
	}
	return nil
}

// directory maps the numbers of objects to their offsets, the latest save first,
// and names the object of the document.
func directory(stream, current []byte) (objects map[uint32]uint32, document uint32) {
	objects = make(map[uint32]uint32)
	if len(current) < 20 {
		return objects, 0
	}
	le := binary.LittleEndian
	edit := le.Uint32(current[16:])
	for saves := 0; saves < 1000; saves++ {
		body, ok := typedRecordAt(stream, edit, recUserEdit)
		if !ok || len(body) < 20 {
			break
		}
		if saves == 0 {
			document = le.Uint32(body[16:])
		}
		table, ok := typedRecordAt(stream, le.Uint32(body[12:]), recDirectory)
		if !ok {
			break
		}
		for len(table) >= 4 {
			head := le.Uint32(table)
			table = table[4:]
			first, count := head&0xFFFFF, int(head>>20)
			for i := 0; i < count && len(table) >= 4; i++ {
				id := first + uint32(i)
				if _, newer := objects[id]; !newer {
					objects[id] = le.Uint32(table)
				}
				table = table[4:]
			}
		}
		previous := le.Uint32(body[8:])
		if previous == 0 || previous >= edit {
			break
		}
		edit = previous
	}
	return objects, document
}

// recordAt returns the content of the container at an offset.
func recordAt(stream []byte, at uint32) ([]byte, bool) {
	if int64(at)+8 > int64(len(stream)) {
		return nil, false
	}
	n := int64(binary.LittleEndian.Uint32(stream[at+4:]))
	if int64(at)+8+n > int64(len(stream)) || stream[at]&0xF != 0xF {
		return nil, false
	}
	return stream[int64(at)+8 : int64(at)+8+n], true
}

func typedRecordAt(stream []byte, at uint32, kind uint16) ([]byte, bool) {
	if int64(at)+8 > int64(len(stream)) || binary.LittleEndian.Uint16(stream[at+2:]) != kind {
		return nil, false
	}
	n := int64(binary.LittleEndian.Uint32(stream[at+4:]))
	if int64(at)+8+n > int64(len(stream)) {
		return nil, false
	}
	return stream[int64(at)+8 : int64(at)+8+n], true
}
