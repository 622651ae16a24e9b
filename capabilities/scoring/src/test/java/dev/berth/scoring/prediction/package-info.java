@NullMarked
package dev.berth.scoring.prediction;

import org.jspecify.annotations.NullMarked;
