// Handing a page's address on: the device's own way to share, or the clipboard.

import { isAbort } from "./data/api";
import type { Texts } from "./text";
import { toast } from "./ui/notices";

export async function share(title: string, page: string, texts: Texts): Promise<void> {
  const url = new URL(page, location.href).href;
  try {
    if (navigator.share) await navigator.share({ title, url });
    else {
      await navigator.clipboard.writeText(url);
      toast(texts.t("share.copied"));
    }
  } catch (error) {
    if (!isAbort(error)) toast(url); // to be copied by hand
  }
}
