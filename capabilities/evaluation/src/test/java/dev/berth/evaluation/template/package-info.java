@NullMarked
package dev.berth.evaluation.template;

import org.jspecify.annotations.NullMarked;
