package parse

func (p *parser) isJudgment(head string) bool {
	return indexFold(firstBytes(head, 1500), "bản án số") >= 0
}

func (p *parser) buildJudgment() { p.buildStatute() }
