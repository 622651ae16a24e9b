@NullMarked
package dev.berth.features.ondemand;

import org.jspecify.annotations.NullMarked;
