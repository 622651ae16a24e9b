package dev.berth.audit.code;

/// An import.
///
/// @param name full, such as `sklearn.linear_model.LogisticRegression`; relative ones begin with
///   `.`
/// @param alias the name in the file, such as `pd`
public record Import(String name, String alias, int line) {}
