@NullMarked
package dev.berth.evaluation.ranking;

import org.jspecify.annotations.NullMarked;
