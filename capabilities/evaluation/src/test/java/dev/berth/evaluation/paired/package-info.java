@NullMarked
package dev.berth.evaluation.paired;

import org.jspecify.annotations.NullMarked;
