@NullMarked
package dev.berth.core.assignment;

import org.jspecify.annotations.NullMarked;
