package dev.berth.audit.code;

/// A value in a file of settings.
///
/// @param key keys from the top, joined by dots; positions of lists in brackets, such as
///   `stages[0].name`
/// @param value as it is written, without quotes
/// @param isDuplicate whether the same mapping has the key before
public record Setting(String key, String value, int line, boolean isDuplicate) {}
