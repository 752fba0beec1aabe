module trolyluat

go 1.26
