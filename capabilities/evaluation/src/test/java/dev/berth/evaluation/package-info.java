@NullMarked
package dev.berth.evaluation;

import org.jspecify.annotations.NullMarked;
