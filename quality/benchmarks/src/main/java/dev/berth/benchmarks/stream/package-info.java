/// How many events a second come into online rows.
@NullMarked
package dev.berth.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
