@NullMarked
package dev.berth.evaluation.auc;

import org.jspecify.annotations.NullMarked;
