@NullMarked
package dev.berth.evaluation.text;

import org.jspecify.annotations.NullMarked;
