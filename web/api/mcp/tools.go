package mcp

// tools are the standing tools in the order in which they are listed.
func (s *Server) tools() []Tool {
	all := []Tool{searchLaw, getProvision, checkCitation, findPrecedents, askLaw}
	if s.Review != nil {
		all = append(all, reviewDraft)
	}
	if s.Cases != nil {
		all = append(all, findSimilarCases, legalBasis, checkJudgment, redactText)
	}
	return all
}
