@NullMarked
package dev.berth.features.redis;

import org.jspecify.annotations.NullMarked;
