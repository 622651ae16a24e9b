@NullMarked
package dev.berth.evaluation.comparison;

import org.jspecify.annotations.NullMarked;
