package dev.berth.evaluation.detection;

/// Box that a model found.
///
/// @param score how sure it is: any number but NaN
record Detection(String className, double score, Box box) {}
