package dev.berth.evaluation.slicesearch;

/// Part of a column's values: one category, or an interval of numbers.
///
/// @param label such as `age=18..24` or `marital=single`
/// @param condition in CEL, such as `age >= 18 && age < 25`
record Bin(String label, String condition) {}
