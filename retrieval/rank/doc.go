// Package rank orders the candidates of a first search again: it prepares điều
// once as numbers, computes features of a question against each, and scores
// them with a learned linear model and regression trees on what the linear
// model leaves over. Inference only; package rank/train fits the models.
//
// Package retrieval calls it for every search. No feature knows what kind of
// document a điều stands in or of what year it is: such tastes belong to the
// questions that a model was fitted on and would mislead elsewhere.
package rank
