"""From a photo to words and sound: the steps, the values between them, and the chain.

Knows nothing of `app` or gradio.
"""
