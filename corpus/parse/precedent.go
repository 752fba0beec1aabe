package parse

func (p *parser) buildPrecedent() { p.buildStatute() }
