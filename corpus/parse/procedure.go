package parse

func (p *parser) isProcedure(string) bool { return false }

func (p *parser) buildProcedure() { p.buildStatute() }
