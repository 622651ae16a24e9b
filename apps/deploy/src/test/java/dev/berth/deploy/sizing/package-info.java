@NullMarked
package dev.berth.deploy.sizing;

import org.jspecify.annotations.NullMarked;
