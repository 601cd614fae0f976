const tries = 4;
const pauseMs = 250;

/** Looks again where a look failed: a kept connection that the server just ends fails it, and looking changes nothing. */
export async function patient<T>(look: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await look();
    } catch (error) {
      if (left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
