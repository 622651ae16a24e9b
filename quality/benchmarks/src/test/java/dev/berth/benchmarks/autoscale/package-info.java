@NullMarked
package dev.berth.benchmarks.autoscale;

import org.jspecify.annotations.NullMarked;
