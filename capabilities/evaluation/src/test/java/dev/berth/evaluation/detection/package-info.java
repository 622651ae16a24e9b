@NullMarked
package dev.berth.evaluation.detection;

import org.jspecify.annotations.NullMarked;
