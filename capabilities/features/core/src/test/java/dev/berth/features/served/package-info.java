@NullMarked
package dev.berth.features.served;

import org.jspecify.annotations.NullMarked;
