/// Charts of documents as SVG: intervals of many groups, and curves.
///
/// Start reading at [dev.berth.charts.ChartSvg]. The colours are those of the page around an inline
/// chart, so that it follows its light or dark scheme.
///
/// Deliberately absent: scripts and interaction; the numbers of a chart stand in tables beside it.
@NullMarked
package dev.berth.charts;

import org.jspecify.annotations.NullMarked;
