@NullMarked
package dev.berth.features.materialise;

import org.jspecify.annotations.NullMarked;
