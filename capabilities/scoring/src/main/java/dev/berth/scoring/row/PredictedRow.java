package dev.berth.scoring.row;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Row of the data with the prediction made of its inputs.
///
/// @param prediction outputs by name, in Java's form: Boolean, numbers, String, `byte[]`, lists and
///   maps of these; not to be changed
public record PredictedRow(DataRow row, Map<String, @Nullable Object> prediction) {}
