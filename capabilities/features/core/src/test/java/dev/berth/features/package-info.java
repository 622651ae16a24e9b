@NullMarked
package dev.berth.features;

import org.jspecify.annotations.NullMarked;
