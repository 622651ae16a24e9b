@NullMarked
package dev.berth.architecture.prediction;

import org.jspecify.annotations.NullMarked;
