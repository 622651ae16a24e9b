@NullMarked
package dev.berth.evaluation.fairness;

import org.jspecify.annotations.NullMarked;
