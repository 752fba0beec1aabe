package parse

func (p *parser) readConsolidation() {}
