@NullMarked
package dev.berth.features.spark;

import org.jspecify.annotations.NullMarked;
