@NullMarked
package dev.berth.evaluation.significance;

import org.jspecify.annotations.NullMarked;
