@NullMarked
package dev.berth.evaluation.part;

import org.jspecify.annotations.NullMarked;
