@NullMarked
package dev.berth.evaluation.finding;

import org.jspecify.annotations.NullMarked;
