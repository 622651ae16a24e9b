@NullMarked
package dev.berth.features.skew;

import org.jspecify.annotations.NullMarked;
