@NullMarked
package dev.berth.architecture;

import org.jspecify.annotations.NullMarked;
