@NullMarked
package dev.berth.evaluation.explain;

import org.jspecify.annotations.NullMarked;
