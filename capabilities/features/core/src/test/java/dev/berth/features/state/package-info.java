@NullMarked
package dev.berth.features.state;

import org.jspecify.annotations.NullMarked;
