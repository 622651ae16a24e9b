/// Pages with plots that need nothing else: HTML and SVG written by hand, readable by day and
/// night.
@NullMarked
package dev.berth.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
