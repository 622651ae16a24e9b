/// Self-contained pages with plots: hand-written HTML and SVG for light and dark mode.
@NullMarked
package dev.berth.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
