package dev.berth.charts;

/// A chart of a document.
public sealed interface Chart
        permits IntervalChart, CurveChart, ScatterChart, BarChart, FactorChart {
    /// What it shows, in a noun phrase.
    String title();
}
