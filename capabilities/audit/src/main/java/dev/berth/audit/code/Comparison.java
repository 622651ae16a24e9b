package dev.berth.audit.code;

/// A comparison or a sum of a value with a number that is written in the code.
///
/// @param operand as it is written, at most 300 characters on one line
/// @param operator such as `>=` or `*`
/// @param number as it is written
/// @param unit index of the innermost unit around it
public record Comparison(String operand, String operator, String number, int line, int unit) {}
