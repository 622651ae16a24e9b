@NullMarked
package dev.berth.evaluation.slicesearch;

import org.jspecify.annotations.NullMarked;
