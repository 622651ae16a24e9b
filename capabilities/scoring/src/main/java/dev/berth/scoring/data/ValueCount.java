package dev.berth.scoring.data;

/// Value of a column, as text, with the number of rows that have it.
public record ValueCount(String text, long count) {}
