@NullMarked
package dev.berth.evaluation.robustness;

import org.jspecify.annotations.NullMarked;
